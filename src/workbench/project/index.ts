/**
 * The project room's public face.
 *
 *   const workspace = openWorkspace(browserPorts());
 *   const project = await workspace.openProject(stepData);
 *   const container = await bootContainer({ host, files: project.everything.value });
 *   const sync = syncToContainer(project, container, { mounted });
 */
export { browserPorts } from './browser.ts';
export { type ChunkRecovery, recoverMissingChunks } from './chunk-recovery.ts';
export type { KeyValueStore, WorkspacePorts } from './ports.ts';
export { type ContainerSync, type SyncTarget, syncToContainer } from './sync.ts';
export * from './types.ts';
export { openWorkspace } from './workspace.ts';
