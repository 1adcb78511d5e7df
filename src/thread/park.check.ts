/** Parking in every execution. Programs here spawn their threads, since it is the handle of a thread that is unparked. */
import { AtomicI32 } from 'lockwright/atomic';
import { allocate, heapRegion, i32 } from 'lockwright/memory';
import { park, parkTimeout, spawn } from 'lockwright/thread';
import { checkFinds, checkUnder, mustBe } from '../lock/test-models.ts';

const WORD_BYTES = 4;

/** A word that is read and written plainly, so that an access that is not ordered is a data race. */
class PlainWord {
  readonly #address = allocate(WORD_BYTES);

  get value(): number {
    return i32.get(heapRegion(), this.#address);
  }

  set value(value: number) {
    i32.set(heapRegion(), this.#address, value);
  }
}

checkUnder({ js: 4, rc11: 4 }, 'a thread that parks wakes, whether it was unparked before or after', () => {
  const parked = spawn(() => {
    park();
    return 1;
  });
  parked.thread.unpark();
  mustBe(parked.join(), 1, 'what the thread returned');
});

checkUnder({ js: 4, rc11: 4 }, 'what was written before unpark is there after park', () => {
  const data = new PlainWord();
  const parked = spawn(() => {
    park();
    return data.value;
  });
  data.value = 7;
  parked.thread.unpark();
  mustBe(parked.join(), 7, 'the data');
});

checkUnder({ js: 33, rc11: 33 }, 'what was written before a second unpark is there after a loop that parks', () => {
  const data = new PlainWord();
  const ready = new AtomicI32(0);
  const parked = spawn(() => {
    while (ready.load('acquire') === 0) park();
    return data.value;
  });
  parked.thread.unpark();
  data.value = 7;
  ready.store(1, 'release');
  parked.thread.unpark();
  mustBe(parked.join(), 7, 'the data');
});

checkUnder({ js: 34, rc11: 34 }, 'of two who unpark a third, the first to do so is seen', () => {
  const [one, two] = [new AtomicI32(0), new AtomicI32(0)];
  const parked = spawn(() => {
    park();
    return one.load('relaxed') + two.load('relaxed');
  });
  const other = spawn(() => {
    one.store(1, 'relaxed');
    parked.thread.unpark();
  });
  two.store(1, 'relaxed');
  parked.thread.unpark();
  mustBe(parked.join() > 0, true, 'whether one of the two was seen');
  other.join();
});

checkUnder({ js: 11, rc11: 11 }, 'a parked thread whose time is over parks again as before', () => {
  const data = new PlainWord();
  const ready = new AtomicI32(0);
  const parked = spawn(() => {
    parkTimeout(5);
    while (ready.load('acquire') === 0) park();
    return data.value;
  });
  data.value = 7;
  ready.store(1, 'release');
  parked.thread.unpark();
  mustBe(parked.join(), 7, 'the data');
});

checkUnder({ js: 4, rc11: 4 }, 'a thread hands its parker something and gets something back', () => {
  const data = new PlainWord();
  const parked = spawn(() => {
    park();
    data.value += 1;
  });
  data.value = 6;
  parked.thread.unpark();
  parked.join();
  mustBe(data.value, 7, 'the data');
});

checkUnder({ js: 19, rc11: 19 }, 'a token is used up by one park', () => {
  const [isAwake, isDone] = [new AtomicI32(0), new AtomicI32(0)];
  const parked = spawn(() => {
    park();
    isAwake.store(1, 'release');
    park();
    return isDone.load('relaxed');
  });
  parked.thread.unpark();
  while (isAwake.load('acquire') === 0);
  isDone.store(1, 'relaxed');
  parked.thread.unpark();
  mustBe(parked.join(), 1, 'whether the second park waited for the second token');
});

checkUnder({ js: 4, rc11: 4 }, 'a park after one whose time was over waits for a token', () => {
  const [isAwake, isDone] = [new AtomicI32(0), new AtomicI32(0)];
  const parked = spawn(() => {
    parkTimeout(5);
    isAwake.store(1, 'release');
    park();
    return isDone.load('relaxed');
  });
  while (isAwake.load('acquire') === 0);
  isDone.store(1, 'relaxed');
  parked.thread.unpark();
  mustBe(parked.join(), 1, 'whether the second park waited for the token');
});

checkFinds('deadlock', 'two parks need two tokens', () => {
  const parked = spawn(() => {
    park();
    park();
  });
  parked.thread.unpark();
  parked.join();
});

checkFinds('dataRace', 'what is written after unpark is a data race', () => {
  const data = new PlainWord();
  const parked = spawn(() => {
    park();
    return data.value;
  });
  parked.thread.unpark();
  data.value = 7;
  parked.join();
});
