import { makers } from './makers.ts';

makers.supervisor = () => new Worker(new URL('./supervisor-main.ts', import.meta.url), { type: 'module', name: 'lockwright supervisor' });
