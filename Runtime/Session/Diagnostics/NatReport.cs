using System;
using System.Collections.Generic;

namespace P2PNet
{
    /// <summary>
    /// What <see cref="P2PDiagnostics.ProbeNatAsync"/> found: how the player is connected to the Internet and what that means for playing.
    /// Immutable. It is a look at one moment: NATs grow stricter under load, and another network is another report.
    /// </summary>
    public sealed class NatReport
    {
        internal NatReport(NatFamilyReport ipv4, NatFamilyReport ipv6, IReadOnlyList<RelayReport> relays, string? relayNote, TimeSpan duration)
        {
            IPv4 = ipv4;
            IPv6 = ipv6;
            Relays = relays;
            RelayNote = relayNote;
            Duration = duration;
            Partners = NatOutlook.OfPartners(this);
            Summary = NatOutlook.Summarize(this);
        }

        /// <summary>The way by IPv4, which most players share.</summary>
        public NatFamilyReport IPv4 { get; }

        /// <summary>The way by IPv6. Two players who both have it meet directly in most cases, whatever their IPv4 is like.</summary>
        public NatFamilyReport IPv6 { get; }

        /// <summary>The type of IPv4's NAT; of IPv6's where the machine has no IPv4.</summary>
        public NatType Type => (IPv4.WasTested || !IPv6.WasTested ? IPv4 : IPv6).Type;

        /// <summary>Whether no UDP gets through in either family, so that only relays over TCP or TLS are left.</summary>
        public bool IsUdpBlocked => (IPv4.WasTested || IPv6.WasTested) && !IPv4.HasUdp && !IPv6.HasUdp;

        /// <summary>Every relay (TURN server) that the lobby server names, with each way to it. Empty where it names none.</summary>
        public IReadOnlyList<RelayReport> Relays { get; }

        /// <summary>Why relays were not tested, or not fully, in a sentence; null where they were.</summary>
        public string? RelayNote { get; }

        /// <summary>For each type of NAT that a partner may be behind, how this player reaches it.</summary>
        public IReadOnlyList<PartnerOutlook> Partners { get; }

        /// <summary>What all this means for playing, in a sentence or two that a player can be shown. It names no address.</summary>
        public string Summary { get; }

        /// <summary>How long the probe took.</summary>
        public TimeSpan Duration { get; }

        /// <summary>The summary: no address of the player's reaches a log by accident.</summary>
        public override string ToString() => Summary;
    }
}
