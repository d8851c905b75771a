import { EventEmitter, once } from 'node:events';

const emitter = new EventEmitter();
emitter.on('a', () => console.log('first'));
emitter.prependListener('a', () => console.log('before first'));
emitter.once('a', () => console.log('once'));
console.log(emitter.emit('a'), emitter.emit('a'), emitter.emit('nobody'));
setTimeout(() => emitter.emit('later', 1, 2), 5);
console.log(await once(emitter, 'later'), emitter.listenerCount('a'));
emitter.emit('error', new TypeError('nobody listens'));
