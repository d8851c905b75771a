import { test } from './harness.ts';
test('debug', async ({ container }) => {
  container.page.on('console', (m) => console.log('CONSOLE', m.text()));
  container.page.on('worker', (w) => console.log('WORKER', w.url()));
  const h = await container.startCode("console.log('up')");
  await new Promise((r) => setTimeout(r, 4000));
  console.log(JSON.stringify(await h.text()), await h.exited());
});
