/** The database is known to be away: nothing was asked of it. */
export class DatabaseAway extends Error {
  override name = 'DatabaseAway';
  /** SQLSTATE connection_failure, so that it is treated as any lost connection. */
  readonly code = '08006';

  constructor() {
    super('the database is away');
  }
}
