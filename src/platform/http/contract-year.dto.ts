import { ApiProperty } from '@nestjs/swagger';
import { IsContractId, IsMeasurementYear } from './fields.js';

/** A contract in a year of care. */
export class ContractYearFields {
  /**
   * CMS contract number.
   * @example "H1234"
   */
  @ApiProperty() // without it, the fields of a class that extends this one are described first
  @IsContractId()
  contractId: string;

  /**
   * Year of care.
   * @example 2026
   */
  @ApiProperty()
  @IsMeasurementYear()
  measurementYear: number;
}
