using System;
using System.Threading.Tasks;

namespace P2PNet
{
    /// <summary>A session's hand on its loop's <see cref="SimulationSwitch"/>; lets go when the session has ended. Thread: the game's.</summary>
    internal sealed class SessionSimulation
    {
        private readonly ISessionLoop _loop;
        private readonly Task _ended;
        private volatile SimulatedConditions? _mine;

        public SessionSimulation(ISessionLoop loop, Task ended)
        {
            _loop = loop;
            _ended = ended;
        }

        /// <exception cref="ArgumentException">A property is out of its range.</exception>
        /// <exception cref="PlatformNotSupportedException">The loop has no datagrams of its own.</exception>
        public void Set(NetworkConditions? sending, NetworkConditions? receiving)
        {
            SimulationSwitch simulation = SwitchOf(_loop);
            sending?.Validate(nameof(sending));
            receiving?.Validate(nameof(receiving));
            bool isFirst = _mine == null;
            _mine = new SimulatedConditions(sending, receiving);
            simulation.Set(_mine);
            _loop.Wake();
            if (isFirst) _ended.ContinueWith(_ => End(simulation), TaskScheduler.Default);
            else if (_ended.IsCompleted) End(simulation);
        }

        /// <exception cref="PlatformNotSupportedException">The loop has no datagrams of its own.</exception>
        public static SimulationSwitch SwitchOf(ISessionLoop loop) => loop.Simulation ?? throw new PlatformNotSupportedException(
            "Network conditions can be simulated where P2PNet has sockets of its own. Here the browser has them: use the throttling of its developer tools, or play against a native client that simulates.");

        private void End(SimulationSwitch simulation)
        {
            if (_mine == null) return;
            simulation.Restore(_mine);
            _loop.Wake();
        }
    }
}
