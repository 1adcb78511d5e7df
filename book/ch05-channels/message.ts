/**
 * Where the channels of this chapter keep their message: a byte with its length, and the bytes of a short text. Plain accesses, one per
 * byte, so that a message that is not ordered shows as a data race.
 */
const MOST_BYTES = 15;

export const newMessage = (): Uint8Array => new Uint8Array(new SharedArrayBuffer(1 + MOST_BYTES));

export function write(message: Uint8Array, text: string): void {
  if (text.length > MOST_BYTES) throw new Error(`the message has ${text.length} characters: at most ${MOST_BYTES} have room`);
  message[0] = text.length;
  for (let i = 0; i < text.length; i++) message[i + 1] = text.charCodeAt(i);
}

export function read(message: Uint8Array): string {
  let text = '';
  for (let i = 0; i < message[0]!; i++) text += String.fromCharCode(message[i + 1]!);
  return text;
}
