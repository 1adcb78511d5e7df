/** The pages of the channel without a limit, in every execution: none is lost, none is in two places, and one that is used again is as new. */
import { unbounded, type Receiver, type Sender } from 'lockwright/channel';
import { u32 } from 'lockwright/memory';
import { checkUnder, mustBe } from '../../lock/test-models.ts';
import { finishInPage, pageOf, slotInNewPage, slotInPages } from '../../memory/message-pages.ts';
import { OF_KIND } from '../../memory/channel-words.ts';
import { STEP, STRIDE } from '../../memory/message-slots.ts';
import { keeping } from '../test-programs.ts';

const PAGE = 64;
/** Words of a page and of a channel, as the table in message-pages.ts has them. */
const DONE = 0;
const NEXT = 4;
const POOL = OF_KIND + 16;
/** A pool that is longer goes round. */
const MOST = 9;

/** The pages of a channel by their numbers. */
class Pages {
  readonly #receiver: Receiver<number>;
  readonly #stride: number;

  constructor(receiver: Receiver<number>) {
    this.#receiver = receiver;
    this.#stride = this.#load(receiver.address + STRIDE);
  }

  #load(address: number): number {
    return this.#receiver.region.ops.load32(address, 'relaxed');
  }

  /** The slot of the how-manieth message of a page; 0 if that is not in the table. */
  #slot(number: number, message: number): number {
    const { region, address } = this.#receiver;
    return slotInPages(region, address, (number * PAGE + message) * STEP, this.#stride);
  }

  /** The address of a page; 0 if it is not in the table. */
  at(number: number): number {
    const slot = this.#slot(number, 0);
    return slot === 0 ? 0 : pageOf(slot, 0, this.#stride);
  }

  /** Takes or finds a page, as a sender does; returns its address. */
  take(number: number): number {
    const { region, address } = this.#receiver;
    return pageOf(slotInNewPage(region, address, number * PAGE * STEP, this.#stride), 0, this.#stride);
  }

  /** Counts the last message of a page as received. */
  finish(number: number): void {
    const { region, address } = this.#receiver;
    finishInPage(region, address, (number * PAGE + PAGE - 1) * STEP, this.#slot(number, PAGE - 1));
  }

  /** How many words of a page are not as in a new one, of those that tell what became of its messages. */
  used(number: number): number {
    let count = this.#load(this.at(number) + DONE) === 0 ? 0 : 1;
    for (let i = 0; i < PAGE; i++) if (this.#load(this.#slot(number, i)) !== 0) count++;
    return count;
  }

  /** Those that wait to be used again. */
  get pool(): number[] {
    const pages: number[] = [];
    for (let page = this.#load(this.#receiver.address + POOL); page !== 0 && pages.length < MOST; page = this.#load(page + NEXT))
      pages.push(page);
    return pages;
  }
}

/** A channel that so many messages went through, all of them sent before the first was received: their pages are in the pool, or lack but the messages that are left. */
function withPages(messages: number, left = 0): [Sender<number>, Receiver<number>, Pages] {
  const [sender, receiver] = unbounded(u32);
  for (let i = 0; i < messages; i++) sender.send(0);
  for (let i = 0; i < messages - left; i++) receiver.receive();
  return [sender, receiver, new Pages(receiver)];
}

const inOrder = (pages: readonly number[]): string => String(pages.toSorted((a, b) => a - b));

checkUnder({ js: 1, rc11: 1 }, 'a page whose messages were all received is out of the table, and as new when it is used again', () => {
  const [, receiver, pages] = withPages(PAGE, 1);
  const page = pages.at(0);
  return {
    threads: [keeping(receiver, (it) => it.receive())],
    finally: () => {
      mustBe(pages.at(0), 0, 'the page in the table');
      mustBe(String(pages.pool), String(page), 'the pool');
      mustBe(pages.take(1), page, 'the page that is used next');
      mustBe(pages.used(1), 0, 'words of it that are not as new');
    },
  };
});

checkUnder({ js: 3, rc11: 3 }, 'who takes a page that another one gives sees it as new', () => {
  const [, , pages] = withPages(PAGE, 1);
  const given = pages.at(0);
  const take = (): number => (pages.take(1) === given ? pages.used(1) : 0);
  return {
    threads: [() => pages.finish(0), take],
    finally: ([, used]) => mustBe(used, 0, 'words of the page that are not as new'),
  };
});

checkUnder({ js: 10, rc11: 10 }, 'of two who make the same page one has it, and that of the other is not lost', () => {
  const [, , pages] = withPages(2 * PAGE);
  const all = inOrder(pages.pool);
  return {
    threads: [() => pages.take(2), () => pages.take(2)],
    finally: ([a, b]) => {
      mustBe(a, b, 'the page that each has');
      const now = [pages.at(2), ...pages.pool];
      mustBe(inOrder(now.filter((page) => all.includes(String(page)))), all, 'the pages that there were');
      mustBe(new Set(now).size, now.length, 'pages that are there once');
    },
  };
});

checkUnder({ js: 8, rc11: 8 }, 'a page that is given while another one takes from the pool is not lost', () => {
  const [, , pages] = withPages(4 * PAGE, 1);
  const all = inOrder([...pages.pool, pages.at(3)]);
  return {
    threads: [() => pages.take(4), () => pages.finish(3)],
    finally: () => {
      const now = [pages.at(4), ...pages.pool];
      mustBe(inOrder(now), all, 'the pages that there are');
    },
  };
});
