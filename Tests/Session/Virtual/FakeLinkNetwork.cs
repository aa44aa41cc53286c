using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>
    /// An engine's double at the seam: links that stand after a while, carry messages with a delay, and fail as told. The description of a link is
    /// its number, so the two ends find each other by what the signals brought.
    /// </summary>
    internal sealed class FakeLinkNetwork
    {
        private readonly VirtualWorld _world;
        private readonly List<FakePeerConnection> _connections = new List<FakePeerConnection>();

        public FakeLinkNetwork(VirtualWorld world) => _world = world;

        /// <summary>Milliseconds that a message is under way.</summary>
        public double Latency { get; set; } = 5;

        /// <summary>Milliseconds from the second description to the link.</summary>
        public double SetUpTime { get; set; } = 40;

        /// <summary>Part of unreliable messages that are lost, 0 to 1.</summary>
        public double Loss { get; set; }

        /// <summary>Bytes that each link takes before it blocks.</summary>
        public long SendBufferLimit { get; set; } = 65536;

        /// <summary>While true nothing is sent: every link's buffer fills.</summary>
        public bool IsStalled { get; private set; }

        /// <summary>Whether an ICE restart finds a path where there is silence.</summary>
        public bool RestartHeals { get; set; }

        /// <summary>The step in which new links fail; null: they stand.</summary>
        public LinkStage? FailingStage { get; set; }

        public IReadOnlyList<FakePeerConnection> Connections => _connections;

        public IPeerConnectionFactory NewFactory(VirtualLoop loop) => new FakePeerConnectionFactory(_world, loop);

        public int Add(FakePeerConnection connection)
        {
            _connections.Add(connection);
            return _connections.Count - 1;
        }

        public void Stall(bool stalled)
        {
            IsStalled = stalled;
            if (stalled) return;
            foreach (FakePeerConnection connection in _connections) connection.Drain();
        }
    }
}
