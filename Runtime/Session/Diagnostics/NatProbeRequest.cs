using System;
using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>What a platform is asked to find out. Immutable.</summary>
    internal sealed class NatProbeRequest
    {
        public NatProbeRequest(IReadOnlyList<IceServer> servers, bool testRelays, TimeSpan timeout, Action<string>? log)
        {
            Servers = servers;
            TestRelays = testRelays;
            Timeout = timeout;
            Log = log;
        }

        /// <summary>STUN and TURN servers, those to ask first in front. Their credentials are secret.</summary>
        public IReadOnlyList<IceServer> Servers { get; }

        public bool TestRelays { get; }

        /// <summary>After this the platform answers with what it knows.</summary>
        public TimeSpan Timeout { get; }

        /// <summary>Hears one line about each thing that should not happen, on any thread.</summary>
        public Action<string>? Log { get; }
    }
}
