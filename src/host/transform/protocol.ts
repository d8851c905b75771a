/** Kernel ↔ transform worker. */
export interface TransformRequest {
  id: number;
  path: string;
  source: string;
  /** As in `ModuleRequest`. */
  form: 'module' | 'script';
}

export type TransformResponse =
  | { type: 'ready'; milliseconds: number }
  | { type: 'failed'; message: string }
  | { type: 'code'; id: number; form: TransformRequest['form']; code: string; map: string }
  | { type: 'syntax-error'; id: number; message: string; frame: string };
