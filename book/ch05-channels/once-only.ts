/**
 * What the checks of this chapter do with channels that refuse misuse: two threads send, and two receive, without a look whether they may.
 */
import type { Program } from 'lockwright/check';
import { mustBe } from '../lib/claims.ts';

export interface AnyChannel {
  send(text: string): void;
  receive(): string;
}

const REFUSED = 'refused';

function orRefused(call: () => string): string {
  try {
    return call();
  } catch {
    return REFUSED;
  }
}

export function onceOnly(channel: AnyChannel): Program {
  const send = (text: string) => (): string =>
    orRefused(() => {
      channel.send(text);
      return text;
    });
  const receive = (): string => orRefused(() => channel.receive());
  return {
    threads: [send('a'), send('b'), receive, receive],
    finally: (results: readonly unknown[]) => {
      const sent = results.slice(0, 2).filter((text) => text !== REFUSED);
      const received = results.slice(2).filter((text) => text !== REFUSED);
      mustBe(sent.length, 1, 'how many were sent');
      const left = orRefused(() => channel.receive());
      mustBe([...received, ...(left === REFUSED ? [] : [left])].join(), sent.join(), 'what arrived, then or later');
    },
  };
}
