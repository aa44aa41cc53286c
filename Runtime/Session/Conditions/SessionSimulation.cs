using System;
using System.Threading;

namespace P2PNet
{
    /// <summary>A session's hand on its loop's <see cref="SimulationSwitch"/>, which it lets go at the end.</summary>
    internal sealed class SessionSimulation
    {
        private readonly ISessionLoop _loop;
        private SimulatedConditions? _mine;
        private bool _isOver;

        public SessionSimulation(ISessionLoop loop) => _loop = loop;

        /// <summary>Thread: the game's.</summary>
        /// <exception cref="ArgumentException">A property is out of its range.</exception>
        /// <exception cref="PlatformNotSupportedException">The loop has no datagrams of its own.</exception>
        public void Set(NetworkConditions? sending, NetworkConditions? receiving)
        {
            SimulationSwitch simulation = SwitchOf(_loop);
            sending?.Validate(nameof(sending));
            receiving?.Validate(nameof(receiving));
            var conditions = new SimulatedConditions(sending, receiving);
            Volatile.Write(ref _mine, conditions);
            simulation.Set(conditions);
            // The session may end at any moment: either its end sees what was set here, or it is seen here that it has ended.
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _isOver)) simulation.Restore(conditions);
            _loop.Wake();
        }

        /// <summary>Before anybody hears that the session has ended: the next one begins without what was this one's. Thread: the loop's.</summary>
        public void End()
        {
            Volatile.Write(ref _isOver, true);
            Interlocked.MemoryBarrier();
            SimulatedConditions? mine = Volatile.Read(ref _mine);
            if (mine != null) _loop.Simulation!.Restore(mine);
        }

        /// <exception cref="PlatformNotSupportedException">The loop has no datagrams of its own.</exception>
        public static SimulationSwitch SwitchOf(ISessionLoop loop) => loop.Simulation ?? throw new PlatformNotSupportedException(
            "Network conditions can be simulated where P2PNet has sockets of its own. Here the browser has them: use the throttling of its developer tools, or play against a native client that simulates.");
    }
}
