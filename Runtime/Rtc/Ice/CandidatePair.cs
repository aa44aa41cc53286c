using System;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>A path that may work: one of our sockets and one address of the peer's (RFC 8445 §6.1.2), with the checks sent on it.</summary>
    internal sealed class CandidatePair
    {
        // Answers are taken for this many checks back. While a path is suspect a check leaves every 200 ms, so that this covers round
        // trips of 1.6 s; a check that a triggered one replaced counts among them too (RFC 8445 §7.3.1.4).
        private const int RecentChecks = 8;

        private readonly ConnectivityCheck[] _checks = new ConnectivityCheck[RecentChecks];
        private int _latest;

        public CandidatePair(LocalBase local, Candidate remote, int ordinal)
        {
            Local = local;
            Remote = remote;
            Ordinal = ordinal;
            RetransmitAt = Timestamp.Never;
        }

        public LocalBase Local { get; }

        /// <summary>Replaced when signaling tells more about a peer-reflexive candidate; the address stays.</summary>
        public Candidate Remote { get; set; }

        /// <summary>Orders pairs of equal priority.</summary>
        public int Ordinal { get; }

        public ulong Priority { get; set; }

        public CandidatePairState State { get; set; }

        /// <summary>Whether it stands in the triggered-check queue.</summary>
        public bool IsTriggered { get; set; }

        /// <summary>Taken off the checklist; whoever still holds it lets go.</summary>
        public bool IsRemoved { get; set; }

        /// <summary>We control and have chosen it: checks carry USE-CANDIDATE.</summary>
        public bool IsNominating { get; set; }

        /// <summary>The peer controls and has chosen it. Kept when the candidate behind it becomes known later.</summary>
        public bool IsNominatedByPeer { get; set; }

        /// <summary>When the peer last said so.</summary>
        public Timestamp NominatedByPeerAt { get; set; }

        /// <summary>The highest number that it gave to that; 0 where it does not number its nominations.</summary>
        public uint PeerNomination { get; set; }

        /// <summary>The number of our nomination; 0 where the peer knows none.</summary>
        public uint Nomination { get; set; }

        /// <summary>Our nomination was answered: both sides know it (RFC 8445 §7.2.5.3.4).</summary>
        public bool IsNominated { get; set; }

        /// <summary>The kind of our own end as the peer saw it; known once a check succeeded.</summary>
        public CandidateType LocalType { get; set; }

        /// <summary>Where the peer last saw our checks come from.</summary>
        public TransportAddress SeenAs { get; set; }

        /// <summary>When the running check is sent again or fails; Never where none runs.</summary>
        public Timestamp RetransmitAt { get; set; }

        public TimeSpan Rto { get; set; }

        /// <summary>Smoothed; zero before the first measurement.</summary>
        public TimeSpan RoundTripTime { get; private set; }

        /// <summary>When a check was last answered; the origin of time before the first.</summary>
        public Timestamp AnsweredAt { get; set; }

        /// <summary>Kept in reserve: it works, and is asked now and then.</summary>
        public bool IsStandby { get; set; }

        /// <summary>It worked once, and whether it still does is asked.</summary>
        public bool IsDoubted { get; set; }

        /// <summary>Whether a check has something to find out or to say.</summary>
        public bool NeedsCheck => !IsValid || IsDoubted || (IsNominating && !IsNominated);

        public bool IsValid => State == CandidatePairState.Succeeded;

        /// <summary>Nobody has chosen it.</summary>
        public void ForgetNominations()
        {
            IsNominating = IsNominated = IsNominatedByPeer = false;
            Nomination = PeerNomination = 0;
        }

        /// <summary>The check that was sent last.</summary>
        public ref ConnectivityCheck Latest => ref _checks[_latest];

        public bool Matches(SocketId socket, in TransportAddress remote) => Local.Socket == socket && Remote.Address == remote;

        public bool HasFoundationOf(CandidatePair other)
            => string.Equals(Local.Best.Foundation, other.Local.Best.Foundation, StringComparison.Ordinal)
                && string.Equals(Remote.Foundation, other.Remote.Foundation, StringComparison.Ordinal)
                && Local.Socket == other.Local.Socket;

        /// <summary>2 for a path without a NAT between, 1 with one, 0 through a relay: a step up is worth a change of path.</summary>
        public int PathClass
        {
            get
            {
                if (Local.Socket.IsRelay || Remote.Type == CandidateType.Relayed) return 0;
                bool direct = Remote.Type == CandidateType.Host && (!IsValid || LocalType == CandidateType.Host);
                return direct ? 2 : 1;
            }
        }

        /// <summary>Relays that a packet passes: each is a detour, and a server that pays for it.</summary>
        public int Relays => (Local.Socket.IsRelay ? 1 : 0) + (Remote.Type == CandidateType.Relayed ? 1 : 0);

        /// <summary>Makes room for a new check, whose answer is then awaited beside those of the earlier ones.</summary>
        public ref ConnectivityCheck Begin(Timestamp now, IRandom random)
        {
            _latest = (_latest + 1) % RecentChecks;
            ref ConnectivityCheck check = ref _checks[_latest];
            check = new ConnectivityCheck { Id = TransactionId.Create(random), FirstSent = now, IsOpen = true };
            return ref check;
        }

        /// <summary>The index of the open check with this id, or -1.</summary>
        public int IndexOf(TransactionId id)
        {
            for (int i = 0; i < RecentChecks; i++)
            {
                if (_checks[i].IsOpen && _checks[i].Id == id) return i;
            }

            return -1;
        }

        /// <summary>Takes an answered check off the list.</summary>
        public ConnectivityCheck Close(int index)
        {
            ConnectivityCheck check = _checks[index];
            _checks[index].IsOpen = false;
            return check;
        }

        /// <summary>No earlier check is answered any more.</summary>
        public void CloseAll()
        {
            for (int i = 0; i < RecentChecks; i++) _checks[i].IsOpen = false;
            RetransmitAt = Timestamp.Never;
        }

        /// <summary>Takes a measurement, unless the answer may belong to any of several transmissions (RFC 6298 §3).</summary>
        public void Measure(in ConnectivityCheck check, Timestamp now)
        {
            if (check.Transmissions != 1) return;
            TimeSpan sample = now - check.FirstSent;
            RoundTripTime = RoundTripTime == TimeSpan.Zero ? sample : new TimeSpan(((RoundTripTime.Ticks * 7) + sample.Ticks) / 8);
        }
    }
}
