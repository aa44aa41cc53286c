namespace P2PNet.Tests.Sessions
{
    /// <summary>Runs clients in a <see cref="VirtualWorld"/>.</summary>
    internal sealed class VirtualPlatform : P2PPlatform
    {
        private readonly VirtualWorld _world;

        public VirtualPlatform(VirtualWorld world) => _world = world;

        internal override ISessionLoop Start(ISessionLoopClient client, SessionLoopOptions options) => new VirtualLoop(_world, client);
    }
}
