namespace P2PNet
{
    /// <summary>What a loop is asked to simulate, each direction by itself. Immutable; told apart by reference.</summary>
    internal sealed class SimulatedConditions
    {
        public SimulatedConditions(NetworkConditions? sending, NetworkConditions? receiving)
        {
            Sending = sending;
            Receiving = receiving;
        }

        /// <summary>Null: datagrams leave as they are.</summary>
        public NetworkConditions? Sending { get; }

        /// <summary>Null: datagrams come in as they are.</summary>
        public NetworkConditions? Receiving { get; }

        public bool IsNone => Sending == null && Receiving == null;
    }
}
