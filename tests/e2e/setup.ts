/** Before all tests: the site is built once, unless `BULKHEAD_DIST` says where a build is. */
import { buildRuntime, buildSite, siteFolder } from './site.ts';

export default async function setup(): Promise<void> {
  if (process.env['BULKHEAD_DIST']) return;
  await buildRuntime();
  await buildSite(siteFolder(), '/');
}
