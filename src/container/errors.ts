/** Every way a container can fail, as a sentence for the learner. */
import type { BootProgress, HostKind } from './types.ts';

export type BootPhase = BootProgress['phase'];

export interface FailureContext {
  host: HostKind;
  phase: BootPhase;
}

/**
 * `message` says what happened, in which phase and after how long; `nextStep` what to do about it.
 * `phase` is `ready` when it happened after the boot.
 */
export class ContainerError extends Error {
  override name = 'ContainerError';
  readonly nextStep: string;
  readonly host: HostKind;
  readonly phase: BootPhase;

  constructor(message: string, nextStep: string, context: FailureContext, options?: ErrorOptions) {
    super(message, options);
    this.nextStep = nextStep;
    this.host = context.host;
    this.phase = context.phase;
  }
}

/** The deadline passed. */
export class BootTimeout extends ContainerError {
  override name = 'BootTimeout';
}

/** Something answered that does not speak the WebContainer API. */
export class HostGarbage extends ContainerError {
  override name = 'HostGarbage';
}

/** The host failed, or its page went away, at boot or later. */
export class HostDied extends ContainerError {
  override name = 'HostDied';
}

/** The project's files could not be put into the container. */
export class MountFailed extends ContainerError {
  override name = 'MountFailed';
}

/** This host cannot run the course here: Node is too old, or the page is not cross-origin isolated. */
export class HostUnsuitable extends ContainerError {
  override name = 'HostUnsuitable';
}

/** The lab agent did not start, or ended and could not be started again. */
export class AgentGone extends ContainerError {
  override name = 'AgentGone';
}

/** The container was disposed of; nothing can be asked of it any more. */
export class ContainerClosed extends ContainerError {
  override name = 'ContainerClosed';
}
