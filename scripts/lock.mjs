// A lock between processes: a file that holds the id of its owner. A lock whose owner is gone is taken over.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Runs `work` while no other process does.
 * @template T
 * @param {string} file
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function holdingLock(file, work) {
  mkdirSync(path.dirname(file), { recursive: true });
  while (!take(file)) await delay(POLL_MS);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    removeDead(file);
    return false;
  }
}

/**
 * Takes a dead owner's lock out of the way. It is renamed first and looked at again: two processes may both find it dead, and the
 * slower one must not delete the lock that the faster one has made since.
 */
function removeDead(file) {
  if (isAlive(ownerOf(file))) return;
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    // Another process was faster.
    return;
  }
  if (isAlive(ownerOf(aside))) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

/** @returns {number} NaN when there is none to read */
function ownerOf(file) {
  try {
    // Empty for the moment between making and writing it.
    return Number(readFileSync(file, 'utf8') || Number.NaN);
  } catch {
    return Number.NaN;
  }
}

function isAlive(owner) {
  if (Number.isNaN(owner)) return true;
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
