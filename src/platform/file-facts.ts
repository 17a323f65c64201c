import { stat } from 'node:fs/promises';
import { userInfo } from 'node:os';

export interface FileFacts {
  isOwn: boolean;
  /** Somebody else on this machine may read it (of a folder: list it), or change it. */
  othersMayRead: boolean;
  othersMayWrite: boolean;
  changedAt: Date;
}

const READ = 0o044;
const WRITE = 0o022;

/** `undefined`: it is not there. */
export async function readFileFacts(path: string): Promise<FileFacts | undefined> {
  try {
    const { mode, uid, mtime } = await stat(path);
    return {
      isOwn: uid === userInfo().uid,
      othersMayRead: (mode & READ) !== 0,
      othersMayWrite: (mode & WRITE) !== 0,
      changedAt: mtime,
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
