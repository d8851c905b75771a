import { createApp } from './app.ts';
import { loadConcerts } from './seats.ts';

const port = Number(process.env.PORT ?? 3001);

createApp(loadConcerts()).listen(port, () => {
  console.log(`inventory listens on http://localhost:${port}`);
});
