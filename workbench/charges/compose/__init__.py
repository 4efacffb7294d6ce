"""From charge lines to charge messages under a profile: segments, groups, parts, late marks, origins of values."""
