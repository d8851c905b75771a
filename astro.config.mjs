// Astro reads a .ts configuration through a module runner that it closes before the build begins, and a plugin that
// imports something later (the lab's builder) then fails. Node reads TypeScript itself, so it is given this door.
export { default } from './astro.config.ts';
