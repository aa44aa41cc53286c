using System;
using System.Net;

namespace P2PNet.RelayBenchmark;

/// <summary>A TURN server under test, in a process of its own.</summary>
internal interface IRelayServer : IDisposable
{
    /// <summary>What credentials of clients are made with, by the REST convention.</summary>
    const string Secret = "benchmark";

    string Name { get; }

    /// <summary>UDP, on loopback.</summary>
    IPEndPoint EndPoint { get; }

    ProcessTimes Times { get; }
}
