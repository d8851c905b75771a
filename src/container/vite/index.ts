/** The Vite plugins the container room needs; both the site's and the tests' configuration use them. */
import type { Plugin } from 'vite';
import { webContainerClient } from './client.ts';
import { bulkheadLab } from './lab.ts';

export function containerPlugins(): Plugin[] {
  return [webContainerClient(), bulkheadLab()];
}
