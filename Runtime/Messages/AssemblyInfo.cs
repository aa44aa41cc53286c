using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("P2PNet")]
[assembly: InternalsVisibleTo("P2PNet.Tests")]
[assembly: InternalsVisibleTo("P2PNet.IntegrationTests")]
[assembly: InternalsVisibleTo("P2PNet.TestPeer")]
