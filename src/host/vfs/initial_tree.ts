import { Inode } from './inode.ts';
import { Tree } from './tree.ts';

/** What a new file system holds: the directories of a small Linux, and the devices that `fs` handles. */
export function initialTree(maxFileSize: number, time: number): Tree {
  let ino = 1;
  const directory = (mode = 0o755) => new Inode(ino++, 'directory', mode, time);
  const tree = new Tree(directory(), { file: maxFileSize });
  const plant = (parent: Inode, name: string, inode: Inode) => {
    tree.plant(parent, name, inode);
    return inode;
  };
  plant(tree.root, 'home', directory());
  plant(tree.root, 'tmp', directory(0o1777));
  const usr = plant(tree.root, 'usr', directory());
  plant(usr, 'bin', directory());
  plant(usr, 'lib', directory());
  const dev = plant(tree.root, 'dev', directory());
  for (const name of ['null', 'stdin', 'stdout', 'stderr']) {
    const device = new Inode(ino++, 'device', name === 'null' ? 0o666 : 0o620, time);
    device.target = name;
    plant(dev, name, device);
  }
  return tree;
}
