using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("P2PNet.Unity")]
[assembly: InternalsVisibleTo("P2PNet.Tests")]
[assembly: InternalsVisibleTo("P2PNet.IntegrationTests")]
[assembly: InternalsVisibleTo("P2PNet.TestPeer")]
