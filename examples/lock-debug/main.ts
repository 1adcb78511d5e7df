/** Starts the two threads of transfer.ts, and prints what the one that closed the deadlock was told. */
import { AtomicI32 } from 'lockwright/atomic';
import { Mutex } from 'lockwright/lock';
import { enableLockDebugging } from 'lockwright/lock/debug';
import { spawn } from 'lockwright/thread';
import { transfer } from './transfer.ts';

enableLockDebugging();
const [savings, current, ready] = [new Mutex({ name: 'savings' }), new Mutex({ name: 'current account' }), new AtomicI32()];
const module = new URL('./transfer.ts', import.meta.url);
const texts = await Promise.all([spawn(module, transfer, savings, current, ready), spawn(module, transfer, current, savings, ready)]);
console.log(texts.find((text) => text !== undefined));
