/** Reads and validates the plan a check run is given. */
import { readFileSync } from 'node:fs';
import type { CheckPlan, ServiceSpec } from '../protocol.ts';

/** The plan cannot be used; the message says what to do. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
}

export function readPlan(path: string | undefined): CheckPlan {
  if (path === undefined) throw new PlanError('No plan was given. Call it as: node check.js PLAN.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new PlanError(`The plan ${path} cannot be read: ${(error as Error).message}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PlanError(`The plan ${path} is not JSON: ${(error as Error).message}.`);
  }
  return validatePlan(value);
}

export function validatePlan(value: unknown): CheckPlan {
  const plan = (value ?? {}) as { services?: unknown; files?: unknown };
  if (!isTexts(plan.files) || plan.files.length === 0) {
    throw new PlanError('The plan\'s "files" should be a list of check files with at least one entry.');
  }
  if (!Array.isArray(plan.services)) throw new PlanError('The plan\'s "services" should be a list.');
  for (const [index, service] of plan.services.entries()) {
    const problem = serviceProblem(service);
    if (problem !== null) throw new PlanError(`The plan's "services[${index}]" ${problem}.`);
  }
  return { services: plan.services as ServiceSpec[], files: plan.files };
}

function serviceProblem(value: unknown): string | null {
  const service = (value ?? {}) as Record<string, unknown>;
  if (typeof service['name'] !== 'string' || service['name'] === '') return 'should have a "name"';
  if (!isTexts(service['command']) || service['command'].length === 0) {
    return 'should have a "command" such as ["node", "src/main.ts"]';
  }
  if (typeof service['port'] !== 'number') return 'should have a "port"';
  return null;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}
