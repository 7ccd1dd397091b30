import { parser } from '@prometheus-io/lezer-promql';

/** What an expression of Prometheus's language names. */
export interface Expression {
  /** Metrics, without the suffixes of histograms. */
  readonly metrics: readonly string[];
  /** Whether it can be parsed. */
  readonly valid: boolean;
}

/** Parses an expression with Prometheus's own grammar; Grafana's variables stand for what they become. */
export function readExpression(text: string): Expression {
  const expression = text.replaceAll('$__rate_interval', '5m').replaceAll('$instance', 'x');
  const metrics: string[] = [];
  let valid = true;
  parser.parse(expression).iterate({
    enter: ({ type, from, to, node }) => {
      if (type.isError) valid = false;
      if (type.name === 'Identifier' && node.parent?.name === 'VectorSelector')
        metrics.push(expression.slice(from, to));
    },
  });
  return { metrics: metrics.map((name) => name.replace(/_(bucket|count|sum)$/, '')), valid };
}
