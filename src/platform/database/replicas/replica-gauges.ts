import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../../telemetry/index.js';
import { Replicas } from './replicas.js';

/** What Prometheus learns of the streaming replicas, by their place in `DATABASE_REPLICA_URLS`. */
@Injectable()
export class ReplicaGauges implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly replicas: Replicas,
  ) {}

  onModuleInit(): void {
    const { replicas } = this;
    const registers = [this.metrics.registry];
    const labelNames = ['replica'] as const;
    new Gauge({
      name: 'database_replica_in_use',
      help: '1 while a replica is read from, 0 while it is away or too far behind',
      ...{ labelNames, registers },
      collect() {
        replicas.states().forEach(({ inUse }, i) => this.set({ replica: String(i + 1) }, inUse ? 1 : 0));
      },
    });
    new Gauge({
      name: 'database_replica_lag_seconds',
      help: 'How far a replica is behind; +Inf while it is away',
      ...{ labelNames, registers },
      collect() {
        replicas.states().forEach(({ lagMs }, i) => this.set({ replica: String(i + 1) }, lagMs / 1000));
      },
    });
  }
}
