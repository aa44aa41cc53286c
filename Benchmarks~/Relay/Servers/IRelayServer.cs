using System;
using System.Net;

namespace P2PNet.RelayBenchmark;

/// <summary>A TURN server under test, in a process of its own.</summary>
internal interface IRelayServer : IDisposable
{
    string Name { get; }

    /// <summary>UDP, on loopback.</summary>
    IPEndPoint EndPoint { get; }

    ProcessTimes Times { get; }

    TurnCredential CreateCredential(string player);
}
