import { describe, expect, it } from 'vitest';
import { machineMemory, serverSettings } from './server-settings.js';

const GIGABYTE = 2 ** 30;

describe('settings of the embedded server', () => {
  it.each([
    [0.2, '64MB', '128MB', '32MB'],
    [1, '256MB', '512MB', '32MB'],
    [8, '2048MB', '4096MB', '256MB'],
    [64, '4096MB', '32768MB', '512MB'],
  ])('follow the memory of a machine of %d GB', (gigabytes, buffers, cache, maintenance) => {
    expect(serverSettings(gigabytes * GIGABYTE)).toMatchObject({
      shared_buffers: buffers,
      effective_cache_size: cache,
      maintenance_work_mem: maintenance,
    });
  });

  it('never give up durability', () => {
    const unsafe = ['fsync', 'synchronous_commit', 'full_page_writes'];
    expect(Object.keys(serverSettings(GIGABYTE)).filter((name) => unsafe.includes(name))).toEqual([]);
  });

  it('know the memory of this machine', () => expect(machineMemory()).toBeGreaterThan(2 ** 26));
});
