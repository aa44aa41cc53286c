using System.Threading;

namespace P2PNet
{
    /// <summary>
    /// What a loop is to simulate. Set on any thread; the loop looks at it in each round, so whoever sets it wakes the loop.
    /// </summary>
    internal sealed class SimulationSwitch
    {
        private SimulatedConditions? _standing;
        private SimulatedConditions? _current;

        /// <summary>Null, or none: nothing is simulated.</summary>
        public SimulatedConditions? Current => Volatile.Read(ref _current);

        /// <summary>What holds where no session says otherwise. Before the loop's first session.</summary>
        public void Stand(SimulatedConditions conditions) => _current = _standing = conditions;

        public void Set(SimulatedConditions conditions) => Volatile.Write(ref _current, conditions);

        /// <summary>Takes back what a session has set, unless the next one has set something else.</summary>
        public void Restore(SimulatedConditions mine) => Interlocked.CompareExchange(ref _current, _standing, mine);
    }
}
