import type { Scenario } from './scenario.ts';

const MIB = 1_024 * 1_024;
const UP = { 'up{job="app",instance="a"}': '1x60' };
const lag = (replica: string) => `latchkey_replica_lag_bytes{replica="${replica}"}`;
const redis = (name: string, role: string) => `redis_instance_info{instance="${name}",role="${role}"}`;

export const STORE_ALERTS: Readonly<Record<string, Scenario>> = {
  PrimaryUnreachable: {
    fires: {
      series: { ...UP, latchkey_mail_queue: '0x8 _x60' },
      at: '10m',
      summary: 'No instance reaches the primary; nothing can be written',
    },
    // One instance of two was cut off from it.
    staysQuiet: {
      series: {
        ...UP,
        'latchkey_mail_queue{instance="a"}': '0x8 _x60',
        'latchkey_mail_queue{instance="b"}': '0x60',
      },
      at: '10m',
    },
  },
  NoReplica: {
    fires: {
      series: { latchkey_mail_queue: '0x60', [lag('replica1')]: '0x8 _x60' },
      at: '10m',
      summary: 'No replica streams from the primary; writes wait for one',
    },
    // The primary itself is away, which another alert says.
    staysQuiet: { series: { ...UP, latchkey_mail_queue: '_x60' }, at: '10m' },
  },
  ReplicaLags: {
    fires: {
      series: { [lag('replica1')]: `0+${8 * MIB}x60`, [lag('replica2')]: '0x60' },
      at: '10m',
      labels: { replica: 'replica1' },
      summary: 'replica1 is 320MiB behind the primary',
    },
    // It caught up.
    staysQuiet: { series: { [lag('replica1')]: `0+${8 * MIB}x20 0x40` }, at: '10m' },
  },
  RedisDown: {
    fires: {
      series: { [redis('redis', 'master')]: '1x8 _x60', 'redis_up{instance="redis"}': '1x8 0x60' },
      at: '10m',
      summary: 'No Redis answers as primary; nobody can sign in',
    },
    // Another took over.
    staysQuiet: {
      series: {
        [redis('redis', 'master')]: '1x8 _x60',
        [redis('redis-replica-1', 'slave')]: '1x10 _x60',
        [redis('redis-replica-1', 'master')]: '_x11 1x60',
      },
      at: '10m',
    },
  },
  RedisMemoryHigh: {
    fires: {
      series: {
        'redis_memory_used_bytes{instance="redis"}': `${230 * MIB}x60`,
        'redis_memory_max_bytes{instance="redis"}': `${256 * MIB}x60`,
      },
      at: '10m',
      labels: { instance: 'redis' },
      summary: 'redis uses 89.84% of its memory, and evicts nothing',
    },
    // No limit is set.
    staysQuiet: {
      series: {
        'redis_memory_used_bytes{instance="redis"}': `${230 * MIB}x60`,
        'redis_memory_max_bytes{instance="redis"}': '0x60',
      },
      at: '10m',
    },
  },
};
