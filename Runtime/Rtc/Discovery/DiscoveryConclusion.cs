using System;
using System.Collections.Generic;

namespace P2PNet.Rtc.Discovery
{
    /// <summary>Reads the tests of a <see cref="NatDiscovery"/> and says what they mean together.</summary>
    internal readonly struct DiscoveryConclusion
    {
        private readonly IReadOnlyList<DiscoveryTest> _tests;
        private readonly DiscoveryTest? _primary;
        private readonly TransportAddress[] _locals;

        public DiscoveryConclusion(IReadOnlyList<DiscoveryTest> tests, DiscoveryTest? primary, TransportAddress[] locals, bool heardAnything, bool rewritesPayloads)
        {
            _tests = tests;
            _primary = primary;
            _locals = locals;
            Findings = new NatFindings { HasUdp = heardAnything, Local = locals[NatDiscovery.MappingSocket.Value] };
            List<TransportAddress> mapped = Mapped();
            if (mapped.Count == 0)
            {
                if (heardAnything) Findings = new NatFindings { HasUdp = true, Local = Findings.Local, Doubt = DiscoveryDoubts.ErrorsOnly };
                return;
            }

            bool isTranslated = mapped[0] != Findings.Local;
            MappingVerdict mapping = MappingVerdict.Of(Observations(), isTranslated);
            FilteringVerdict filtering = Filtering();
            Findings = new NatFindings
            {
                HasUdp = true,
                Local = Findings.Local,
                Mapped = mapped,
                IsTranslated = isTranslated,
                Mapping = mapping.Dependence,
                Filtering = filtering.Dependence,
                Hairpins = isTranslated ? Hairpins() : null,
                PreservesPorts = isTranslated ? PreservesPorts() : (bool?)null,
                RewritesPayloads = rewritesPayloads,
                RoundTripTime = RoundTripTime(),
                Doubt = mapping.Doubt == null ? filtering.Doubt : filtering.Doubt == null ? mapping.Doubt : mapping.Doubt + " " + filtering.Doubt,
            };
        }

        public NatFindings Findings { get; }

        private List<TransportAddress> Mapped()
        {
            var mapped = new List<TransportAddress>();
            if (_primary != null) mapped.Add(_primary.Mapped);
            foreach (DiscoveryTest test in _tests)
            {
                if (test.Mapped.IsValid && !mapped.Contains(test.Mapped)) mapped.Add(test.Mapped);
            }

            return mapped;
        }

        private List<MappingObservation> Observations()
        {
            var observations = new List<MappingObservation>();
            foreach (DiscoveryTest test in _tests)
            {
                if (test.Socket == NatDiscovery.MappingSocket && test.Outcome == DiscoveryOutcome.Answered && test.Mapped.IsValid)
                    observations.Add(new MappingObservation(test.Destination, test.Mapped));
            }

            return observations;
        }

        private FilteringVerdict Filtering()
        {
            if (_primary == null || !_primary.Other.IsValid) return FilteringVerdict.OneAddress;
            return FilteringVerdict.Of(
                OutcomeOf(DiscoveryPurpose.ChangeAddressAndPort),
                OutcomeOf(DiscoveryPurpose.ChangePort),
                OutcomeOf(DiscoveryPurpose.MapOtherAddressAndPort) == DiscoveryOutcome.Answered,
                OutcomeOf(DiscoveryPurpose.MapOtherPort) == DiscoveryOutcome.Answered);
        }

        private bool? Hairpins()
        {
            bool? hairpins = null;
            foreach (DiscoveryTest test in _tests)
            {
                if (test.Purpose != DiscoveryPurpose.Hairpin) continue;
                if (test.Outcome == DiscoveryOutcome.Answered) return true;
                if (test.Outcome == DiscoveryOutcome.Silent) hairpins = false;
            }

            return hairpins;
        }

        private bool PreservesPorts()
        {
            foreach (DiscoveryTest test in _tests)
            {
                if (test.Mapped.IsValid && test.Mapped.Port != _locals[test.Socket.Value].Port) return false;
            }

            return true;
        }

        private TimeSpan? RoundTripTime()
        {
            TimeSpan? shortest = null;
            foreach (DiscoveryTest test in _tests)
            {
                bool isPrimary = _primary == null || test.Destination == _primary.Destination;
                if (isPrimary && test.RoundTripTime is TimeSpan time && (shortest == null || time < shortest)) shortest = time;
            }

            return shortest;
        }

        private DiscoveryOutcome OutcomeOf(DiscoveryPurpose purpose)
        {
            foreach (DiscoveryTest test in _tests)
            {
                if (test.Purpose == purpose) return test.Outcome;
            }

            return DiscoveryOutcome.Pending;
        }
    }
}
