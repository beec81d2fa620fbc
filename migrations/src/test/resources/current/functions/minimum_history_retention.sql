function minimum_history_retention() returns interval stable
RETURN '90 days'::interval
