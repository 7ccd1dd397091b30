import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

const READS_REPLICA = 'http:reads-replica';

/** A handler that only reads, and may read from a replica where there is one. It may run twice. */
export const ReadsReplica = (): MethodDecorator =>
  applyDecorators(
    SetMetadata(READS_REPLICA, true),
    ApiHeader({
      name: 'Consistency-Token',
      required: false,
      description: 'The token of an answer whose change must be seen, or `primary` for the newest state.',
      schema: { type: 'string', maxLength: 17 },
    }),
  );

export const readsReplica = (handler: object): boolean => Reflect.getMetadata(READS_REPLICA, handler) === true;
