export { createFsApi, type FsApi } from './fs_api.ts';
export { loadTree } from './load_tree.ts';
export { scopedPath } from './scope.ts';
export { type SerializeOptions, serialize } from './serialize.ts';
