import type { ServiceAddress } from '../check/wire.ts';
import { SERVICES_VARIABLE } from '../check/wire.ts';

/** The service of that name, or the lesson's first one. */
export function serviceAddress(name?: string): ServiceAddress {
  const text = process.env[SERVICES_VARIABLE];
  if (text === undefined) {
    throw new Error('@bulkhead/lab works inside a check run: press Check, or run check.js with a plan.');
  }
  const services = JSON.parse(text) as ServiceAddress[];
  const found = name === undefined ? services[0] : services.find((service) => service.name === name);
  if (found === undefined) {
    const known = services.map((service) => service.name).join(', ') || 'none';
    throw new Error(`This lesson has no service called "${name ?? ''}". Its services: ${known}.`);
  }
  return found;
}
