import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Default catalogue: code, name, channel, cost, success rate, minutes of staff time. Plans replace it by their own. */
const TYPES = [
  ['reminder', 'Reminder by mail, text or portal', 'digital', '1.50', '0.0400', 1],
  ['call', 'Outreach call', 'call', '18.00', '0.1500', 20],
  ['pcp_visit', 'Visit at the primary care provider', 'visit', '160.00', '0.5500', 30],
  ['specialist', 'Specialist appointment', 'visit', '210.00', '0.4500', 30],
  ['mobile_lab', 'Mobile laboratory at home', 'home', '95.00', '0.5000', 45],
  ['home_kit', 'Test kit sent home', 'mail', '45.00', '0.3000', 5],
  ['pharmacist', 'Pharmacist consultation', 'pharmacy', '55.00', '0.3500', 30],
  ['refill_sync', 'Refill synchronisation or 90-day supply', 'pharmacy', '12.00', '0.2500', 10],
  ['chart_review', 'Chart review for existing evidence', 'chart', '28.00', '0.2000', 25],
];

/** Interventions with the gaps that each covers, their catalogue, and every prediction ever made. */
export class InterventionsCloseGapsAndPredictionsAreHistory1764000000012 implements MigrationInterface {
  readonly name = 'InterventionsCloseGapsAndPredictionsAreHistory1764000000012';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE intervention_types (
        code text NOT NULL CONSTRAINT intervention_types_pk PRIMARY KEY
          CONSTRAINT intervention_types_code CHECK (code ~ '^[a-z][a-z0-9_]{1,39}$'),
        name text NOT NULL,
        channel text NOT NULL CONSTRAINT intervention_types_channel
          CHECK (channel IN ('digital', 'call', 'visit', 'home', 'mail', 'pharmacy', 'chart')),
        cost numeric(12,2) NOT NULL CONSTRAINT intervention_types_cost CHECK (cost >= 0),
        success_rate numeric(5,4) NOT NULL CONSTRAINT intervention_types_success_rate CHECK (success_rate BETWEEN 0 AND 1),
        staff_minutes integer NOT NULL CONSTRAINT intervention_types_staff_minutes CHECK (staff_minutes >= 0),
        active boolean NOT NULL,
        version integer NOT NULL CONSTRAINT intervention_types_version CHECK (version >= 1)
      )`);
    for (const type of TYPES) {
      await runner.query(`INSERT INTO intervention_types VALUES ($1, $2, $3, $4, $5, $6, true, 1)`, type);
    }
    await runner.query(`
      CREATE TABLE interventions (
        id uuid NOT NULL,
        member_id bigint NOT NULL,
        contract_id text NOT NULL CONSTRAINT interventions_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        measurement_year smallint NOT NULL
          CONSTRAINT interventions_measurement_year CHECK (measurement_year BETWEEN 2008 AND 2100),
        type_code text NOT NULL,
        state text NOT NULL CONSTRAINT interventions_state
          CHECK (state IN ('planned', 'in_progress', 'completed', 'cancelled')),
        outcome text CONSTRAINT interventions_outcome CHECK (outcome IN ('success', 'partial', 'failed')),
        holdout boolean NOT NULL,
        cost numeric(12,2) NOT NULL CONSTRAINT interventions_cost CHECK (cost >= 0),
        value numeric(14,2) CONSTRAINT interventions_value CHECK (value >= 0),
        planned_on date,
        started_at timestamptz,
        ended_at timestamptz,
        version integer NOT NULL CONSTRAINT interventions_version CHECK (version >= 1),
        created_at timestamptz NOT NULL,
        created_by text NOT NULL,
        CONSTRAINT interventions_pk PRIMARY KEY (id, contract_id),
        CONSTRAINT interventions_completed CHECK ((state = 'completed') = (outcome IS NOT NULL)),
        CONSTRAINT interventions_ended CHECK ((state IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)),
        CONSTRAINT interventions_not_treated CHECK (NOT holdout OR state IN ('planned', 'cancelled')),
        CONSTRAINT interventions_member FOREIGN KEY (member_id) REFERENCES members (id) ON DELETE CASCADE,
        CONSTRAINT interventions_type FOREIGN KEY (type_code)
          REFERENCES intervention_types (code) ON DELETE RESTRICT
      )`);
    await runner.query(`CREATE INDEX interventions_by_member ON interventions (member_id, id)`);
    await runner.query(
      `CREATE INDEX interventions_by_contract ON interventions (contract_id, measurement_year, id, state)`,
    );
    await runner.query(`
      CREATE TABLE intervention_gaps (
        intervention_id uuid NOT NULL,
        gap_id uuid NOT NULL,
        contract_id text NOT NULL,
        delivered boolean,
        CONSTRAINT intervention_gaps_pk PRIMARY KEY (intervention_id, gap_id, contract_id),
        CONSTRAINT intervention_gaps_intervention FOREIGN KEY (intervention_id, contract_id)
          REFERENCES interventions (id, contract_id) ON DELETE CASCADE,
        CONSTRAINT intervention_gaps_gap FOREIGN KEY (gap_id, contract_id)
          REFERENCES gap_analysis (id, contract_id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX intervention_gaps_by_gap ON intervention_gaps (gap_id, contract_id)`);
    await runner.query(`
      CREATE TABLE predictions (
        id uuid NOT NULL,
        member_id bigint NOT NULL,
        probability double precision NOT NULL CONSTRAINT predictions_probability CHECK (probability BETWEEN 0 AND 1),
        margin double precision NOT NULL,
        base_value double precision NOT NULL,
        created_at timestamptz NOT NULL,
        measurement_year smallint NOT NULL
          CONSTRAINT predictions_measurement_year CHECK (measurement_year BETWEEN 2008 AND 2100),
        contract_id text NOT NULL CONSTRAINT predictions_contract_id CHECK (contract_id ~ '^[A-Z][0-9]{4}$'),
        measure text NOT NULL CONSTRAINT predictions_measure CHECK (measure ~ '^[A-Z]{2,5}(-[A-Z]{2,5})?$'),
        tier text NOT NULL CONSTRAINT predictions_tier CHECK (tier IN ('high', 'medium', 'low')),
        model_id text NOT NULL,
        model_version text NOT NULL,
        calibration text NOT NULL,
        recommendation text,
        missing_features text[],
        shap_values jsonb NOT NULL CONSTRAINT predictions_shap_values CHECK (jsonb_typeof(shap_values) = 'object'),
        CONSTRAINT predictions_pk PRIMARY KEY (id, contract_id),
        CONSTRAINT predictions_member FOREIGN KEY (member_id) REFERENCES members (id) ON DELETE CASCADE
      )`);
    await runner.query(`CREATE INDEX predictions_history ON predictions (member_id, measure, id)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE predictions, intervention_gaps, interventions, intervention_types');
  }
}
