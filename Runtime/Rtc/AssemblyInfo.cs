using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("P2PNet")]
[assembly: InternalsVisibleTo("P2PNet.Native")]
[assembly: InternalsVisibleTo("P2PNet.Browser")]
[assembly: InternalsVisibleTo("P2PNet.Tests")]
[assembly: InternalsVisibleTo("P2PNet.IntegrationTests")]
[assembly: InternalsVisibleTo("P2PNet.TestPeer")]
[assembly: InternalsVisibleTo("P2PNet.Server")]
[assembly: InternalsVisibleTo("P2PNet.Fuzz")]
[assembly: InternalsVisibleTo("P2PNet.Benchmarks")]
[assembly: InternalsVisibleTo("P2PNet.RelayBenchmark")]
