import { IsUUID } from 'class-validator';

/** A resource in a path, by its id. */
export class IdParam {
  /**
   * Id of the resource.
   * @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10"
   */
  @IsUUID()
  id: string;
}
