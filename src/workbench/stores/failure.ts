/** Any thrown thing as what a person needs: what happened, and what to do. */
export interface Failure {
  message: string;
  /** Empty when the message already says it. */
  nextStep: string;
}

export function failureOf(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const nextStep =
    typeof error === 'object' && error !== null && 'nextStep' in error && typeof error.nextStep === 'string'
      ? error.nextStep
      : '';
  return { message: message === '' ? 'Something failed without saying why.' : message, nextStep };
}

/** Both as running text. */
export function textOf({ message, nextStep }: Failure): string {
  return nextStep === '' ? message : `${message} ${nextStep}`;
}
