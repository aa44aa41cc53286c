using P2PNet.Rtc;
using P2PNet.Rtc.Ice;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>Two hosts that signal to each other: A offers and controls, B answers.</summary>
    internal sealed class IcePair
    {
        public IcePair(IceNetwork network, IceHost a, IceHost b)
        {
            Network = network;
            A = a;
            B = b;
        }

        public IceNetwork Network { get; }

        public IceHost A { get; }

        public IceHost B { get; }

        public bool BothConnected => A.IsConnected && B.IsConnected;

        /// <summary>What one side nominated, the other has heard, and the first knows that it has.</summary>
        public bool BothSettled => BothConnected && A.Agent.Counters.Nominations > 0 && B.Agent.Counters.Nominations > 0;

        /// <summary>Two hosts on one network, without anything signaled yet.</summary>
        public static IcePair OnOneNetwork(ulong seed, IceRole roleOfA = IceRole.Controlling, IceRole roleOfB = IceRole.Controlled)
        {
            var network = new IceNetwork(seed);
            return new IcePair(network, network.AddHost("A", roleOfA, "192.0.2.1"), network.AddHost("B", roleOfB, "192.0.2.2"));
        }

        /// <summary>Lets everything be signaled, each piece as soon as it exists and with the same delay.</summary>
        public IcePair Trickle(double signalingDelay = 5, bool stun = false)
        {
            Connect(A, B, signalingDelay);
            Connect(B, A, signalingDelay);
            A.Gather(stun);
            B.Gather(stun);
            return this;
        }

        public static void SignalCredentials(IceHost from, IceHost to, Timestamp now)
            => to.Agent.SetRemoteCredentials(now, from.Agent.LocalUfrag, from.Agent.LocalPassword);

        /// <summary>What a peer sees of a candidate: no socket.</summary>
        public static Candidate AsSignaled(Candidate c) => new Candidate(c.Type, c.Address, c.Priority, c.Foundation) { RelatedAddress = c.RelatedAddress };

        private void Connect(IceHost from, IceHost to, double delay)
        {
            Network.After(delay, () => SignalCredentials(from, to, Network.Now));
            from.OnCandidate = candidate => Network.After(delay, () => to.Agent.AddRemoteCandidate(Network.Now, AsSignaled(candidate)));
            from.OnEndOfCandidates = () => Network.After(delay, () => to.Agent.EndOfRemoteCandidates(Network.Now));
        }
    }
}
