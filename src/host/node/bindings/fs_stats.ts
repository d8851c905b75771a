import type { VfsStat } from '../../vfs/stat.ts';

/** Fields of one stat result; result arrays hold two, for `watchFile`. */
export const kFsStatsFieldsNumber = 18;

const BLOCK = 4096;
const RDEV: Record<string, number> = { device: 0x0103 };

/** The array that lib/internal/fs/utils.js reads: fourteen fields, times as seconds and nanoseconds. */
export function fillStats<T extends Float64Array | BigInt64Array>(into: T, stat: VfsStat, offset = 0): T {
  const times = [stat.atime, stat.mtime, stat.ctime, stat.birthtime].flatMap((ms) => {
    const seconds = Math.floor(ms / 1000);
    return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
  });
  const blocks = stat.kind === 'directory' ? 8 : Math.ceil(stat.size / BLOCK) * 8;
  const fields = [
    1,
    stat.mode,
    stat.nlink,
    stat.uid,
    stat.gid,
    RDEV[stat.kind] ?? 0,
    BLOCK,
    stat.ino,
    stat.size,
    blocks,
    ...times,
  ];
  for (const [index, field] of fields.entries()) {
    into[offset + index] = into instanceof BigInt64Array ? BigInt(field) : field;
  }
  return into;
}

export function newStats(bigint: boolean, results = 1): Float64Array | BigInt64Array {
  const length = results * kFsStatsFieldsNumber;
  return bigint ? new BigInt64Array(length) : new Float64Array(length);
}

/** Type, block size twice, blocks, free, available, inodes, free inodes; the type is tmpfs's. */
export function fillStatFs<T extends Float64Array | BigInt64Array>(
  into: T,
  usage: { bytes: number; maxBytes: number; inodes: number },
): T {
  const blocks = Math.floor(usage.maxBytes / BLOCK);
  const free = Math.max(0, blocks - Math.ceil(usage.bytes / BLOCK));
  const files = 2 ** 20;
  const fields = [0x01021994, BLOCK, BLOCK, blocks, free, free, files, Math.max(0, files - usage.inodes)];
  for (const [index, field] of fields.entries()) {
    into[index] = into instanceof BigInt64Array ? BigInt(field) : field;
  }
  return into;
}
