"""The segments of reports, charges and answers that are met every day."""

USUAL_SEGMENTS = tuple(
    "MSH EVN PID PD1 PV1 PV2 ROL NK1 AL1 ORC OBR OBX NTE TQ1 FT1 PR1 DG1 DRG GT1 IN1 IN2 IN3 ACC MSA ERR".split()
)
