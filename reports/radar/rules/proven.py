"""What bench/radar.py found in 500 runs a figure, from seed 20261129. Of its 214 series the rarest has one ticket in
five weeks."""

# The share found within two whole weeks, by how many times the usual rate, at USUAL tickets a week.
USUAL = 7
DETECTED = {1.0: 0.0, 1.5: 0.024, 2.0: 0.276, 2.5: 0.698, 3.0: 0.928, 4.0: 1.0}
# At three times the usual rate, by the usual tickets a week: of two whole weeks, and of a rise that begins on any day.
BY_RATE = {1: 0.06, 2: 0.22, 3: 0.482, 4: 0.632, 5: 0.804, 6: 0.884, 7: 0.928, 8: 0.966, 10: 0.992, 12: 1.0}
ANY_DAY = {1: 0.036, 2: 0.13, 3: 0.274, 4: 0.424, 5: 0.546, 6: 0.63, 7: 0.736, 8: 0.814, 10: 0.918, 12: 0.968}
# A quarter: with weeks that scatter as a Poisson distribution does, and with half more variance than that.
FALSE_ALARMS, FALSE_ALARMS_SCATTERED = 0.10, 0.45
AT_LEAST, AT_LEAST_ANY_DAY = 7, 10  # tickets a week from which three times the rate is found in 90 of 100 runs
