using Ledger.Api;
using Ledger.Api.Bundles;
using Ledger.Api.Checkpoints;
using Ledger.Api.Datasets;
using Ledger.Api.Derivations;
using Ledger.Api.Jobs;
using Ledger.Api.Ledgers;
using Ledger.Api.Requests;
using Platform.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("ledger", Defaults.Configure);
builder.AddLedgers();
builder.Services.AddDatasets();
builder.Services.AddBundles();
builder.Services.AddDerivations();
builder.AddJobs();

var app = builder.Build();
app.UseServiceDefaults();
app.MapDefaultEndpoints();
var ledger = app.MapLedgers();
ledger.MapLog(app.Services.GetRequiredService<LedgerOptions>());
ledger.MapDatasets();
app.MapBundles(ledger);
ledger.MapDerivations();
app.MapJobs();
app.Run();
