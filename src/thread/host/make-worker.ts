import { makers } from './makers.ts';

makers.worker = () => new Worker(new URL('./worker-main.ts', import.meta.url), { type: 'module', name: 'lockwright worker' });
